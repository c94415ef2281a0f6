// The thread in which long computations run.

import { serve } from "./serve.js";

serve();
