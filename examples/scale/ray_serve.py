"""The whole service (API, OpenAI form, playground) as replicas of Ray Serve, one for each core or GPU.

    pip install 'caalm[serve]' 'ray[serve]'
    serve run examples.scale.ray_serve:app          # http://127.0.0.1:8000, from the repository's root

CAALM_ENGINE=openai=http://vllm:8001/v1 puts the replicas before vLLM; CAALM_REPLICAS says how many there are at most.
"""

import os

from ray import serve


def build_service():
    """Our own FastAPI application, made in each replica."""
    from caalm.serving.app import create_app
    from caalm.serving.service import Service
    from caalm.serving.settings import Settings

    service = Service(Settings(engine=os.environ.get("CAALM_ENGINE", "auto")))
    service.start()
    return create_app(service)


app = serve.deployment(
    serve.ingress(build_service)(),
    name="caalm",
    ray_actor_options={"num_cpus": 1},
    max_ongoing_requests=32,
    autoscaling_config={
        "min_replicas": 1,
        "max_replicas": int(os.environ.get("CAALM_REPLICAS", "4")),
        "target_ongoing_requests": 8,
    },
    graceful_shutdown_timeout_s=60,
).bind()
