// Part of a test double of the NVIDIA driver: what it reads of a PTX text.
#include "ptx.h"

#include <cctype>
#include <cstring>
#include <stdexcept>

namespace standin {

namespace {

/** Words and single signs, without comments. */
std::vector<std::string> tokens_of(const std::string& text) {
  std::vector<std::string> tokens;
  std::size_t at = 0;
  auto in_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || std::strchr("_.$%", c); };
  while (at < text.size()) {
    if (text.compare(at, 2, "//") == 0) {
      at = text.find('\n', at);
    } else if (text.compare(at, 2, "/*") == 0) {
      at = text.find("*/", at);
      if (at != std::string::npos) at += 2;
    } else if (in_word(text[at])) {
      std::size_t start = at;
      while (at < text.size() && in_word(text[at])) at++;
      tokens.push_back(text.substr(start, at - start));
      continue;
    } else {
      if (!std::isspace(static_cast<unsigned char>(text[at]))) tokens.emplace_back(1, text[at]);
      at++;
    }
    if (at == std::string::npos) break;
  }
  return tokens;
}

class Parser {
 public:
  explicit Parser(const std::string& text) : tokens(tokens_of(text)) {}

  Ptx parse() {
    Ptx ptx;
    while (at < tokens.size()) {
      const std::string word = take();
      if (word == ".version") ptx.version = version(take());
      if (word == ".target") ptx.target = number(take().substr(3));
      if (word == ".entry") ptx.entries.push_back(entry());
    }
    if (ptx.version == 0 || ptx.target == 0) throw std::runtime_error("no .version or no .target");
    return ptx;
  }

 private:
  std::vector<std::string> tokens;
  std::size_t at = 0;

  const std::string& take() {
    if (at == tokens.size()) throw std::runtime_error("the text ends too soon");
    return tokens[at++];
  }

  bool next_is(const char* word) const { return at < tokens.size() && tokens[at] == word; }

  static int number(const std::string& word) {
    try {
      return std::stoi(word);
    } catch (const std::logic_error&) {
      throw std::runtime_error("a number was expected in place of '" + word + "'");
    }
  }

  static int version(const std::string& word) {
    std::size_t dot = word.find('.');
    if (dot == std::string::npos) throw std::runtime_error("not a version: " + word);
    return number(word.substr(0, dot)) * 10 + number(word.substr(dot + 1));
  }

  PtxEntry entry() {
    PtxEntry entry;
    entry.name = take();
    if (next_is("(")) {
      at++;
      while (!next_is(")")) {
        if (take() == ".param") entry.parameters.push_back(parameter());
      }
      at++;
    }
    while (!next_is("{"))
      if (take() == ".maxntid") entry.most_threads = product();
    body(entry);
    return entry;
  }

  /** `.align 8 .b8 name[24]`, or `.u64 name`. */
  PtxParameter parameter() {
    std::size_t alignment = 0;
    std::size_t unit = 0;
    std::size_t count = 1;
    while (!next_is(",") && !next_is(")")) {
      const std::string word = take();
      if (word == ".ptr") {
        while (!next_is(",") && !next_is(")")) at++;  // says to what the parameter points, not what it is
      } else if (word == ".align") {
        alignment = number(take());
      } else if (word == "[") {
        count = number(take());
      } else if (unit == 0) {
        unit = bytes_of(word);
      }
    }
    return {unit * count, alignment ? alignment : unit};
  }

  /** `.f32` is 4; words that are no type are 0. */
  static std::size_t bytes_of(const std::string& word) {
    bool type = word.size() > 2 && word[0] == '.' && std::isdigit(static_cast<unsigned char>(word[2]));
    return type ? number(word.substr(2)) / 8 : 0;
  }

  int product() {
    int result = number(take());
    while (next_is(",")) {
      at++;
      result *= number(take());
    }
    return result;
  }

  void body(PtxEntry& entry) {
    int depth = 0;
    do {
      const std::string word = take();
      depth += word == "{" ? 1 : word == "}" ? -1 : 0;
      if (word == ".shared") entry.shared_bytes += shared_bytes();
    } while (depth > 0);
  }

  int shared_bytes() {
    int unit = 0;
    int count = 1;
    while (!next_is(";")) {
      const std::string word = take();
      if (unit == 0) unit = static_cast<int>(bytes_of(word));
      if (word == "[") count = number(take());
    }
    return unit * count;
  }
};

}  // namespace

Ptx parse_ptx(const std::string& text) { return Parser(text).parse(); }

}  // namespace standin
