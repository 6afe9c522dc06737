// Calls the service with the client that openapi-generator made for TypeScript. Argument: the service.
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { Configuration, InferenceProtocolApi, ModelsApi, PredictionsApi, ResponseError } from "./index";

async function call(): Promise<void> {
  const service = new Configuration({ basePath: process.argv[2] });
  const bytes = readFileSync("samples/three.png");
  const three = new Blob([bytes]);

  const images = new PredictionsApi(service);
  const { predictions } = await images.predict({ image: [three, three], topK: 2 });
  assert.deepEqual(predictions.map((one) => one.argmax), [3, 3]);
  assert.equal(predictions[0].top?.[0].label, "3");
  const { models } = await new ModelsApi(service).models();
  assert.deepEqual(models.map((model) => model.name), ["digits-convbnnet", "digits-resnet"]);

  const protocol = new InferenceProtocolApi(service);
  const answer = await protocol.infer({
    model: "digits-resnet",
    inferenceRequest: {
      inputs: [{ name: "image", datatype: "BYTES", shape: [1], data: [bytes.toString("base64")] }],
    },
  });
  assert.deepEqual(answer.outputs[1].data, [3]);
  const statistics = await protocol.statistics();
  assert.ok(statistics.modelStats[0].batchStats);
  await assert.rejects(
    images.predictByModel({ model: "none", image: [three] }),
    (problem: ResponseError) => problem.response.status === 404,
  );
}

call().catch((problem) => {
  console.error(problem);
  process.exit(1);
});
