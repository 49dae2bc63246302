package dev.sinabro.cli;

/**
 * A command whose work is worth more than what it prints, such as a training of days: where its standard output is lost (its
 * terminal or reader is gone, the disk behind it full), it says so once and goes on.
 */
interface Unattended {}
