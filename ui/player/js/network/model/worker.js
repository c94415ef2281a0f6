// The thread in which networks train; see engine/background/worker.js.

import { serve } from "../../engine/background/serve.js";
import { KINDS } from "./thread.js";

serve(KINDS);
