@NullMarked
package io.ratiskv.server.backup;

import org.jspecify.annotations.NullMarked;
