"""How a model is called: retries, circuit breaker, fair queue, limits, paying once, budget and forecast."""
