"""How sure a time is: states of a corridor, the law of a sum, samples, the age of figures."""
