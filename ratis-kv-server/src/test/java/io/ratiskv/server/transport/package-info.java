@NullMarked
package io.ratiskv.server.transport;

import org.jspecify.annotations.NullMarked;
