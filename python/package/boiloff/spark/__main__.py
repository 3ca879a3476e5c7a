"""The same as `spark-submit job.py`: `python -m boiloff.spark`."""

import sys

from boiloff.spark.job import main

sys.exit(main())
