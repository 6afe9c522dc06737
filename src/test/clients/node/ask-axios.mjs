// What people write with axios: a line for each way, with the class that was answered.
import { createReadStream, readFileSync } from "node:fs";
import axios from "axios";

const url = `${process.argv[2]}/predict`;
const three = readFileSync("samples/three.png");

function tell(way, response) {
  console.log(way, response.status, response.data.predictions[0].argmax);
}

const form = new FormData();
form.append("image", new Blob([three]), "three.png");
tell("form", await axios.post(url, form));
tell("postForm", await axios.postForm(url, { image: createReadStream("samples/three.png") }));
tell("bytes", await axios.post(url, three));
tell("typed", await axios.post(url, three, { headers: { "Content-Type": "image/png" } }));
tell("stream", await axios.post(url, createReadStream("samples/three.png")));
