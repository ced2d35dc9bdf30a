/** Members that break their word on purpose, so that the tests which would notice can be seen to notice. */
@NullMarked
package io.ratiskv.server.testing;

import org.jspecify.annotations.NullMarked;
