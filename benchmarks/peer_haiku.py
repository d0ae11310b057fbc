"""haiku.rag as a peer. Run by peers.py with the Python of haiku.rag's own environment.

    python peer_haiku.py TASK.json

TASK says where the database and the tokenizer are, the address of the embeddings, the documents,
the questions, and whether to ingest or to ask; prints JSON. Only haiku.rag's documented client is
used, with its defaults but for embeddings, tokenizer and pictures.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

BEGAN = time.perf_counter()


async def main(task: dict[str, Any]) -> dict[str, Any]:
    from haiku.rag.client import HaikuRAG
    from haiku.rag.config import AppConfig

    config = AppConfig.model_validate(
        {
            "embeddings": {
                "model": {
                    "provider": "openai",
                    "name": "minilm",
                    "vector_dim": 384,
                    "base_url": task["embeddings"],
                    "api_key": "none",
                }
            },
            "processing": {"chunking_tokenizer": task["tokenizer"], "pictures": "none"},
        }
    )
    result: dict[str, Any] = {}
    async with HaikuRAG(task["database"], config=config, create=True) as client:
        if task["ingest"]:
            wall, cpu = time.perf_counter(), time.process_time()
            for talk, text in task["documents"]:
                await client.create_document(text, uri=f"talk:{talk}", format=task["format"])
            result["ingest"] = [time.perf_counter() - wall, time.process_time() - cpu]
        times, answers = [], []
        for question in task["questions"]:
            wall, cpu = time.perf_counter(), time.process_time()
            found = await client.search(question, limit=task["pieces"], include_images=False)
            times.append([time.perf_counter() - wall, time.process_time() - cpu])
            uris = dict.fromkeys(hit.document_uri or "" for hit in found)
            answers.append([uri.removeprefix("talk:") for uri in uris])
            result.setdefault("first", time.perf_counter() - BEGAN)
        result |= {"times": times, "answers": answers}
    result["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return result


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    print(json.dumps(asyncio.run(main(given))))
