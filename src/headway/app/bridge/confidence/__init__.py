"""How sure dates and cost are: stored plans and registers become one simulation, its answer is kept."""
