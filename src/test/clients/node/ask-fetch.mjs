// What people write with the fetch that Node brings: a line for each way, with the class that was answered.
import { createReadStream, readFileSync } from "node:fs";
import { Readable } from "node:stream";

const url = `${process.argv[2]}/predict`;

async function tell(way, body, options = {}) {
  const response = await fetch(url, { method: "POST", body, ...options });
  console.log(way, response.status, (await response.json()).predictions[0].argmax);
}

const three = new Blob([readFileSync("samples/three.png")]);
const form = new FormData();
form.append("image", three, "three.png");
await tell("form", form);
await tell("blob", three);
await tell("bytes", readFileSync("samples/three.png"));
await tell("stream", Readable.toWeb(createReadStream("samples/three.png")), { duplex: "half" });
