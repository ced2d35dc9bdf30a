/** What the controllers know and give to the pods; the pods themselves are started by {@code StatefulSetIT}. */
@NullMarked
package io.ratiskv.jepsen.statefulset;

import org.jspecify.annotations.NullMarked;
