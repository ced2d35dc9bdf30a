/** Stand-ins for what lies behind a room's ports, and what else tests share. Nothing here starts a thread or reads a clock. */
@NullMarked
package io.ratiskv.server.fakes;

import org.jspecify.annotations.NullMarked;
