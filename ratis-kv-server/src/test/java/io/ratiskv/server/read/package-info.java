@NullMarked
package io.ratiskv.server.read;

import org.jspecify.annotations.NullMarked;
