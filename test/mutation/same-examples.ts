import fc from "fast-check";

// Properties draw the same examples for every mutant and every run: else a survivor would come and go.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 4_711 });
