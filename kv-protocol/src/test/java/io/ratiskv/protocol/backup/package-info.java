@NullMarked
package io.ratiskv.protocol.backup;

import org.jspecify.annotations.NullMarked;
