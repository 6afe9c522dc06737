"""Calls the service with the client that openapi-generator made for Python. Argument: the service."""

import base64
import sys

import openapi_client as client

with open("samples/three.png", "rb") as file:
    three = file.read()

with client.ApiClient(client.Configuration(host=sys.argv[1])) as service:
    predictions = client.PredictionsApi(service).predict(image=[("three.png", three), ("again.png", three)], top_k=2)
    assert [one.argmax for one in predictions.predictions] == [3, 3], predictions
    assert predictions.predictions[0].top[0].label == "3", predictions
    models = client.ModelsApi(service).models()
    assert [model.name for model in models.models] == ["digits-convbnnet", "digits-resnet"], models
    protocol = client.InferenceProtocolApi(service)
    request = client.InferenceRequest.from_dict({
        "inputs": [
            {"name": "image", "datatype": "BYTES", "shape": [1], "data": [base64.b64encode(three).decode("ascii")]}
        ]
    })
    answer = protocol.infer(model="digits-resnet", inference_request=request)
    assert answer.outputs[1].data == [3], answer
    statistics = protocol.statistics()
    batches = [size for model in statistics.model_stats for size in model.batch_stats]
    assert batches[0].compute_infer.count > 0, statistics
    try:
        client.PredictionsApi(service).predict_by_model(model="none", image=[three])
        raise AssertionError("There is no such model.")
    except client.exceptions.NotFoundException as problem:
        assert problem.data.type == "urn:residual:problem:unknown-model", problem
