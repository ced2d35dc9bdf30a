/** Rules of the whole module. */
@NullMarked
package io.ratiskv.server;

import org.jspecify.annotations.NullMarked;
