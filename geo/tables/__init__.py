"""Reading any table by its schema: types, rules, references; broken ones are refused."""
