package dev.sinabro.cuda.kernel;

/** What a job is, in the order of {@code JobKind} in tape.cu. */
public enum JobKind {
  /** A group of element-wise operations; many of them share a launch. */
  ELEMENTWISE("elementwise"),
  /** A sum or a largest element. */
  REDUCE("reduce"),
  /** The place of the largest element. */
  ARGMAX("argmax"),
  /** Softmax of rows. */
  SOFTMAX("softmax"),
  /** Softmax and its cross-entropy with labels. */
  SOFTMAX_CROSS_ENTROPY("softmax_cross_entropy"),
  /** Rows by number. */
  GATHER("gather"),
  /** Sums of rows by number. */
  SCATTER_ADD("scatter_add"),
  /** Uniform random numbers. */
  RANDOM("random_uniform"),
  /** A box of elements. */
  STRIDED_COPY("strided_copy"),
  /** Matrices with rows and columns exchanged. */
  TRANSPOSE("transpose"),
  /** The same bytes. */
  COPY("copy"),
  /** Bytes of zero. */
  ZEROS("zeros"),
  /** Indices along an axis. */
  IOTA("iota"),
  /** A small matrix product, which never has a launch of its own but in a tape. */
  SMALL_PRODUCT("tape"),
  /** Windows of images as rows. */
  WINDOWS("windows"),
  /** Rows that are windows, added to images. */
  FOLD("fold"),
  /** A group that reduces rows. */
  ROWS("rows"),
  /** A group that reduces columns. */
  COLUMNS("columns"),
  /** How often each digit occurs. */
  SORT_COUNT("sort_count"),
  /** Where each digit goes. */
  SORT_SCAN("sort_scan"),
  /** Positions in the order of a digit. */
  SORT_PLACE("sort_place"),
  /** Sums of rows by number, which are sorted. */
  SCATTER_SORTED("scatter_sorted"),
  /** The order of the elements of rows. */
  ROW_ORDER("row_order");

  private final String entry;

  JobKind(String entry) {
    this.entry = entry;
  }

  /** The kernel that executes it alone. */
  public String entry() {
    return entry;
  }
}
