// duckdb.mjs FOLDER [THREADS] - DuckDB as a peer that stays alive between the runs of a benchmark.
//
// FOLDER holds node_modules with @duckdb/node-api. Reads requests, one JSON object a line: {"sql": …}.
// Answers each with a line {"wall": seconds, "cpu": seconds, "rows": …}: of the query alone, without
// the start of Node and of DuckDB.
import {createRequire} from 'module';
import {createInterface} from 'readline';
import {resolve} from 'path';

const [, , folder, threads = '2'] = process.argv;
const {DuckDBInstance} = createRequire(resolve(folder) + '/')('@duckdb/node-api');
const connection = await (await DuckDBInstance.create(':memory:', {threads})).connect();

for await (const line of createInterface({input: process.stdin})) {
    const cpu = process.cpuUsage(), start = performance.now();
    const result = await connection.runAndReadAll(JSON.parse(line).sql);
    const wall = (performance.now() - start) / 1000, used = process.cpuUsage(cpu);
    console.log(JSON.stringify({wall, cpu: (used.user + used.system) / 1e6, rows: result.getRowsJson()}));
}
