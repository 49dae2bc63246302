package dev.sinabro.cuda.kernel;

import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.UnaryFn;

/** What an instruction of an element-wise group does, in the order of {@code Opcode} in elementwise.cu. */
enum Opcode {
  LOAD, STORE, NEG, ABS, SIGN, EXP, LOG, SQRT, SQUARE, RECIPROCAL, FLOOR, RELU, SIGMOID, TANH, STEP, SOFTPLUS, ERF, SIN,
  COS, EXPM1, LOG1P,
  ROUND, NOT, ADD,
  SUB, MUL, DIV, REMAINDER,
  MAX, MIN, POW, ATAN2, EQUAL, LESS, LESS_EQUAL, SIGMOID_CROSS_ENTROPY, ADD_INT, SUB_INT, MUL_INT, DIV_INT,
  REMAINDER_INT, MAX_INT, MIN_INT, EQUAL_INT,
  LESS_INT,
  LESS_EQUAL_INT, AND, OR, SELECT, INT_TO_REAL, REAL_TO_INT, REAL_TO_BOOL, INT_TO_BOOL, INT_TO_BYTE, REDUCED, INCLUDE;

  static Opcode of(UnaryFn fn) {
    return switch (fn) {
      case NEG -> NEG;
      case ABS -> ABS;
      case SIGN -> SIGN;
      case EXP -> EXP;
      case LOG -> LOG;
      case SQRT -> SQRT;
      case SQUARE -> SQUARE;
      case RECIPROCAL -> RECIPROCAL;
      case FLOOR -> FLOOR;
      case RELU -> RELU;
      case SIGMOID -> SIGMOID;
      case TANH -> TANH;
      case STEP -> STEP;
      case SOFTPLUS -> SOFTPLUS;
      case ERF -> ERF;
      case SIN -> SIN;
      case COS -> COS;
      case EXPM1 -> EXPM1;
      case LOG1P -> LOG1P;
      case ROUND -> ROUND;
      case NOT -> NOT;
    };
  }

  /** @param real whether the operands are reals; else they are integers, bytes or truth values */
  static Opcode of(BinaryFn fn, boolean real) {
    return switch (fn) {
      case ADD -> real ? ADD : ADD_INT;
      case SUB -> real ? SUB : SUB_INT;
      case MUL -> real ? MUL : MUL_INT;
      case DIV -> real ? DIV : DIV_INT;
      case REMAINDER -> real ? REMAINDER : REMAINDER_INT;
      case MAX -> real ? MAX : MAX_INT;
      case MIN -> real ? MIN : MIN_INT;
      case POW -> POW;
      case ATAN2 -> ATAN2;
      case EQUAL -> real ? EQUAL : EQUAL_INT;
      case LESS -> real ? LESS : LESS_INT;
      case LESS_EQUAL -> real ? LESS_EQUAL : LESS_EQUAL_INT;
      case AND -> AND;
      case OR -> OR;
      case SIGMOID_CROSS_ENTROPY -> SIGMOID_CROSS_ENTROPY;
    };
  }
}
