#include "koine/experiment/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace koine::experiment {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Document example() {
  Document document{.title = "A & B", .blocks = {}};
  document.heading(2, "One");
  document.paragraph("p < 0.05 | *not* bold");
  document.table({"method", "es-en"}, {{{"koine"}, {"5.4 ± 0.3", true}}, {{"<unk>"}, {"not run"}}});
  document.code("koine train --text 'a b'");
  document.figure("f.svg", "<svg a=\"#\"/>", "what");
  return document;
}

TEST(DocumentTest, AsMarkdown) {
  EXPECT_EQ(
      to_markdown(example()),
      "# A \\& B\n\n## One\n\np \\< 0.05 \\| \\*not\\* bold\n\n| method | es-en |\n|---|---|\n"
      "| koine | **5.4 ± 0.3** |\n| \\<unk\\> | not run |\n\n```\nkoine train --text 'a b'\n```\n\n![what](<f.svg>)\n");
}

TEST(DocumentTest, AsHtml) {
  const std::string html = to_html(example());
  EXPECT_THAT(html, HasSubstr("<title>A &amp; B</title>"));
  EXPECT_THAT(html, HasSubstr("<h2>One</h2>"));
  EXPECT_THAT(html, HasSubstr("<p>p &lt; 0.05 | *not* bold</p>"));
  EXPECT_THAT(html, HasSubstr("<td><b>5.4 ± 0.3</b></td>"));
  EXPECT_THAT(html, HasSubstr("<td>&lt;unk&gt;</td>"));
  EXPECT_THAT(html, HasSubstr("src=\"data:image/svg+xml,%3Csvg a=%22%23%22/%3E\""));
  EXPECT_THAT(html, Not(HasSubstr("http")));  // needs no network
}

}  // namespace
}  // namespace koine::experiment
