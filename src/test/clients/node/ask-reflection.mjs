// What two packages learn of the service by gRPC's reflection, and that a call made from it alone is answered.
import { readFileSync } from "node:fs";
import grpc from "@grpc/grpc-js";
import reflectionJs from "grpc-reflection-js";
import { GrpcReflection } from "grpc-js-reflection-client";

const SERVICE = "inference.GRPCInferenceService";
const server = process.argv[2];
const insecure = grpc.credentials.createInsecure();

const earlier = new reflectionJs.Client(server, insecure);
console.log("grpc-reflection-js lists it", (await earlier.listServices()).includes(SERVICE));
const root = await earlier.fileContainingSymbol(SERVICE);
console.log("grpc-reflection-js finds", root.lookupService(SERVICE).methods.ModelInfer.name);
earlier.grpcClient.close();

const reflection = new GrpcReflection(server, insecure);
console.log("grpc-js-reflection-client lists it", (await reflection.listServices()).includes(SERVICE));
const descriptor = await reflection.getDescriptorBySymbol(SERVICE);
const { inference } = descriptor.getPackageObject();
const client = new inference.GRPCInferenceService(server, insecure);
const request = {
  model_name: "digits-resnet",
  inputs: [
    { name: "image", datatype: "BYTES", shape: [1], contents: { bytes_contents: [readFileSync("samples/three.png")] } },
  ],
  outputs: [{ name: "argmax" }],
};
client.ModelInfer(request, (error, response) => {
  console.log("ModelInfer", error ?? Number(response.raw_output_contents[0].readBigInt64LE()));
  client.close();
});
