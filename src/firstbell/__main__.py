"""`python -m firstbell` is the `firstbell` command."""

from firstbell.config.program import main

raise SystemExit(main())
