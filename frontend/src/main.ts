// What every page loads: htmx and the shell's own small parts.
import "htmx.org";
