@NullMarked
package io.ratiskv.server.restore;

import org.jspecify.annotations.NullMarked;
