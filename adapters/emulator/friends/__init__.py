"""Friends who open a shared page of the mini-program, and do there what friends do."""
