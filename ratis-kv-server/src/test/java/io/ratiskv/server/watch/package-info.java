@NullMarked
package io.ratiskv.server.watch;

import org.jspecify.annotations.NullMarked;
