import sys

from firstbell.config.program import main

sys.exit(main())
