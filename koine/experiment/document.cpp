#include "koine/experiment/document.h"

#include <fmt/format.h>

#include <string_view>

namespace koine::experiment {
namespace {

constexpr std::string_view kStyle = R"(:root { color-scheme: light dark; --line: #8886; --soft: #8881; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.2; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 0.5rem 0 1rem; }
th, td { padding: 0.25rem 0.6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
pre { background: var(--soft); padding: 0.6rem; white-space: pre-wrap; overflow-wrap: anywhere; }
figure { margin: 1rem 0; }
figure img { max-width: 100%; background: white; }
figcaption { font-size: 0.9rem; }
)";

std::string markdown_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (std::string_view("\\`*_[]<>|#&~").find(c) != std::string_view::npos) escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}

std::string html_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

// A picture within the page, as RFC 2397 has it.
std::string data_url(std::string_view svg) {
  std::string url = "data:image/svg+xml,";
  for (const char c : svg) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-_.~/:=,; ").find(c) != std::string_view::npos;
    if (plain) {
      url += c;
    } else {
      url += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return url;
}

}  // namespace

void Document::heading(int level, std::string text) {
  blocks.push_back({.kind = Block::Kind::kHeading, .level = level, .text = std::move(text)});
}
void Document::paragraph(std::string text) {
  blocks.push_back({.kind = Block::Kind::kParagraph, .text = std::move(text)});
}
void Document::code(std::string text) {
  blocks.push_back({.kind = Block::Kind::kCode, .text = std::move(text)});
}
void Document::table(std::vector<std::string> header, std::vector<std::vector<TableCell>> rows) {
  blocks.push_back({.kind = Block::Kind::kTable, .text = "", .header = std::move(header), .rows = std::move(rows)});
}
void Document::figure(std::string file, std::string svg, std::string what) {
  blocks.push_back(
      {.kind = Block::Kind::kFigure, .text = std::move(what), .file = std::move(file), .svg = std::move(svg)});
}

std::string to_markdown(const Document& document) {
  std::string text = "# " + markdown_text(document.title) + "\n";
  for (const Block& block : document.blocks) {
    text += '\n';
    switch (block.kind) {
      case Block::Kind::kHeading:
        text += std::string(static_cast<std::size_t>(block.level), '#') + " " + markdown_text(block.text) + "\n";
        break;
      case Block::Kind::kParagraph:
        text += markdown_text(block.text) + "\n";
        break;
      case Block::Kind::kCode:
        text += "```\n" + block.text + "\n```\n";
        break;
      case Block::Kind::kFigure:
        text += fmt::format("![{}](<{}>)\n", markdown_text(block.text), block.file);
        break;
      case Block::Kind::kTable:
        text += '|';
        for (const auto& name : block.header) text += " " + markdown_text(name) + " |";
        text += "\n|";
        for (std::size_t i = 0; i < block.header.size(); ++i) text += "---|";
        text += '\n';
        for (const auto& row : block.rows) {
          text += '|';
          for (const auto& cell : row) {
            const std::string mark = cell.bold ? "**" : "";
            text += " " + mark + markdown_text(cell.text) + mark + " |";
          }
          text += '\n';
        }
        break;
    }
  }
  return text;
}

std::string to_html(const Document& document) {
  const std::string title = html_text(document.title);
  std::string text = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width\">\n<title>{}</title>\n<style>\n{}</style>\n<h1>{}</h1>\n",
      title, kStyle, title);
  for (const Block& block : document.blocks) {
    switch (block.kind) {
      case Block::Kind::kHeading:
        text += fmt::format("<h{0}>{1}</h{0}>\n", block.level, html_text(block.text));
        break;
      case Block::Kind::kParagraph:
        text += fmt::format("<p>{}</p>\n", html_text(block.text));
        break;
      case Block::Kind::kCode:
        text += fmt::format("<pre>{}</pre>\n", html_text(block.text));
        break;
      case Block::Kind::kFigure:
        text += fmt::format("<figure><img alt=\"{0}\" src=\"{1}\"><figcaption>{0}</figcaption></figure>\n",
                            html_text(block.text), data_url(block.svg));
        break;
      case Block::Kind::kTable:
        text += "<div class=\"wide\"><table>\n<tr>";
        for (const auto& name : block.header) text += fmt::format("<th>{}</th>", html_text(name));
        text += "</tr>\n";
        for (const auto& row : block.rows) {
          text += "<tr>";
          for (const auto& cell : row) {
            const std::string content = html_text(cell.text);
            text += cell.bold ? "<td><b>" + content + "</b></td>" : "<td>" + content + "</td>";
          }
          text += "</tr>\n";
        }
        text += "</table></div>\n";
        break;
    }
  }
  return text + "</html>\n";
}

}  // namespace koine::experiment
