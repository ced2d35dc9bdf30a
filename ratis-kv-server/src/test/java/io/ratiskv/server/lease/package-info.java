@NullMarked
package io.ratiskv.server.lease;

import org.jspecify.annotations.NullMarked;
