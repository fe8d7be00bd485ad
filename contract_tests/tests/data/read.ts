// Reads the server at the address given first, with the token given second.
import createClient from "openapi-fetch";

import type { paths as Coc } from "./coc.js";
import type { paths as Roma } from "./roma.js";

const [, , baseUrl, token] = process.argv as [string, string, string, string];
const headers = { "X-Auth-Token": token };
const coc = createClient<Coc>({ baseUrl, headers });
const roma = createClient<Roma>({ baseUrl, headers });
const ORDER = "/v1/job/script/orders/{execute_uuid}/statistics";
const order = { path: { execute_uuid: "SCT2023083109562601af694bf" } };

const read = await coc.GET(ORDER, { params: { ...order, header: { "X-Language": "en-us" } } });
if (read.error) throw new Error(read.error.error_msg);
const total: number = read.data.data.total_instance;
const statuses: string[] = read.data.data.execute_statistics.map((one) => one.instance_status);
if (total < 0 || statuses.length === 0) throw new Error("an order without instances");

const counted = await roma.GET("/v2/{project_id}/fdi/instances/{instance_id}/statistics/tasks", {
  params: {
    path: {
      project_id: "c53626012ba84727b938ca8bf03108ef",
      instance_id: "fae7ff6c-8e07-4cf8-9e67-589cab2f017c",
    },
  },
});
if (counted.error) throw new Error(counted.error.error_msg);

const refused = await createClient<Coc>({ baseUrl }).GET(ORDER, { params: order });
const code: string | undefined = refused.error?.error_code;

console.log(JSON.stringify({ order: read.data, tasks: counted.data, refused: code }));
