#pragma once

#include <string>
#include <vector>

// A report, before it is Markdown or HTML.
namespace koine::experiment {

struct TableCell {
  std::string text;
  bool bold = false;
};

struct Block {
  enum class Kind { kHeading, kParagraph, kTable, kFigure, kCode };
  Kind kind = Kind::kParagraph;
  int level = 0;                      // of a heading, from 1
  std::string text;                   // of a heading, paragraph or code; of a figure what it shows
  std::vector<std::string> header{};  // of a table
  std::vector<std::vector<TableCell>> rows{};
  std::string file{};  // of a figure: the SVG's name, relative to the report
  std::string svg{};   // and its content
};

struct Document {
  std::string title;
  std::vector<Block> blocks;

  void heading(int level, std::string text);
  void paragraph(std::string text);
  void code(std::string text);
  void table(std::vector<std::string> header, std::vector<std::vector<TableCell>> rows);
  void figure(std::string file, std::string svg, std::string what);
};

// Markdown as GitHub reads it; what means something to it is escaped.
std::string to_markdown(const Document& document);

// One HTML page that needs no other file and no network: figures are in it. Light and dark as the reader has it.
std::string to_html(const Document& document);

}  // namespace koine::experiment
