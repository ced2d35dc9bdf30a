@NullMarked
package io.ratiskv.jepsen.holder;

import org.jspecify.annotations.NullMarked;
