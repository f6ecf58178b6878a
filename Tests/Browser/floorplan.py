"""From a developer's table to the drawing in the first buyer's certificate, over HTTP with both real programs, on each database."""
import json

import apicaller, apiproject, apisteps, engines, stage

for engine in engines.each("floorplan"):
    with stage.open_city() as city:
        apisteps.CALLERS.clear()
        apiproject.developer(city, apicaller.Contract(json.loads(stage.get(f"{city.origin}/openapi.json"))))
        city.verify()
    print(f"floorplan on {engine}: 1 passed, 0 failed")
