@NullMarked
package io.ratiskv.server.membership;

import org.jspecify.annotations.NullMarked;
