// The officials' pages.
import { start } from "../modules/keyboard.js";

start(document);
