#include "koine/plot/figure_files.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include <optional>

#include "koine/core/core_test_support.h"
#include "koine/plot/child_process.h"

namespace koine::plot {
namespace {

bool gnuplot_is_there() {
  const TestFolder folder;
  return !run_process({"gnuplot", "--version"}, folder.path()).not_found;
}

// The environment variable `name` has another value while this lives.
class Environment {
 public:
  Environment(const char* name, const std::string& value) : name_(name) {
    if (const char* before = getenv(name)) before_ = before;
    setenv(name, value.c_str(), 1);
  }
  ~Environment() { before_ ? setenv(name_, before_->c_str(), 1) : unsetenv(name_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

Drawing drawing_of(const std::string& settings) {
  Drawing drawing;
  drawing.width = 600;
  drawing.height = 400;
  drawing.table = "x\ty\n1\t2\n3\t4\n";
  drawing.settings = settings;
  drawing.plot = "  plot table skip 1 using 1:2 with points notitle\n";
  return drawing;
}

// Draws the figure `f` with a gnuplot that is this shell script.
class FakeGnuplot {
 public:
  explicit FakeGnuplot(const std::string& script) {
    folder_.write("gnuplot", "#!/bin/sh\n" + script);
    std::filesystem::permissions(folder_ / "gnuplot", std::filesystem::perms::owner_all);
  }
  void draw() const {
    const Environment path("PATH", folder_.path().string() + ":" + getenv("PATH"));
    const Environment temporaries("TMPDIR", temporaries_.path().string());
    write_figure(FigureFiles(out / "f"), drawing_of(""), silent_reporter());
  }
  int files_left() const { return temporaries_.file_count(); }

  const TestFolder out;

 private:
  TestFolder folder_, temporaries_;
};

TEST(FigureFiles, NamesWithAndWithoutAnEnding) {
  EXPECT_EQ(FigureFiles("a/words").png, "a/words.png");
  EXPECT_EQ(FigureFiles("a/words.svg").gp, "a/words.gp");
  EXPECT_EQ(FigureFiles("es.en").tsv, "es.en.tsv");
  EXPECT_EQ(FigureFiles("-words").svg, "-words.svg");
  for (const char* name : {"", "a/", "..", ".", "a\nb"}) {
    error_of(ErrorKind::kUsage, [&] { FigureFiles files{name}; });
  }
}

TEST(FigureFiles, TextStaysTextInGnuplot) {
  EXPECT_EQ(gnuplot_text("it's"), "'it'.\"\\047\".'s'");
  EXPECT_EQ(gnuplot_text("\\n `date` @x %d {_^} \"#"), "'\\n `date` @x %d {_^} \"#'");
  EXPECT_EQ(gnuplot_text("a\nb\tc\x01"), "'a\uFFFDb\uFFFDc\uFFFD'");
  EXPECT_EQ(gnuplot_text("\xFF"), "'\uFFFD'");
  EXPECT_EQ(gnuplot_text("\xEF\xBF\xBE.\xEF\xBF\xBF\xEF\xBF\xBF\xEF\xBF\xBC"), "'\uFFFD.\uFFFD\uFFFD\uFFFC'");
}

TEST(FigureFiles, WritesAllFourAndNothingElse) {
  if (!gnuplot_is_there()) GTEST_SKIP() << "no gnuplot";
  const TestFolder folder;
  RecordingReporter reporter;
  const std::string odd = "'s -it's {odd} @x \\n `ls` \"<&>]]>'";
  write_figure(FigureFiles(folder / "-fi'g ure"), drawing_of("set title " + gnuplot_text(odd) + "\n"), reporter);
  EXPECT_EQ(reporter.said, "");
  EXPECT_EQ(folder.file_count(), 4);
  EXPECT_NE(folder.read("-fi'g ure.svg").find("'s -it's {odd} @x \\n `ls` \"&lt;&amp;>]]&gt;'"), std::string::npos);
  EXPECT_EQ(folder.read("-fi'g ure.png").substr(1, 3), "PNG");
  EXPECT_EQ(folder.read("-fi'g ure.tsv"), "x\ty\n1\t2\n3\t4\n");
  // The script draws the same again where the four files lie.
  const std::string before = folder.read("-fi'g ure.svg");
  std::filesystem::remove(folder / "-fi'g ure.svg");
  EXPECT_EQ(run_process({"gnuplot", "./-fi'g ure.gp"}, folder.path()).code, 0);
  EXPECT_EQ(folder.read("-fi'g ure.svg").size(), before.size() - std::string_view("gt;").size());
}

TEST(FigureFiles, CharactersWithoutAFontAreSaidAndSquaresInThePngAlone) {
  const TestFolder folder;
  if (!gnuplot_is_there() || run_process({"fc-list"}, folder.path()).not_found)
    GTEST_SKIP() << "no gnuplot, or no fonts";
  RecordingReporter reporter;
  const std::string private_use = "\U0010ABCD";
  write_figure(FigureFiles(folder / "figure"), drawing_of("set title '" + private_use + "'\n"), reporter);
  EXPECT_NE(reporter.said.find("no font of this machine has 1 of the characters: in figure.png"), std::string::npos);
  EXPECT_NE(folder.read("figure.svg").find(private_use), std::string::npos);
  EXPECT_NE(folder.read("figure.gp").find(private_use), std::string::npos);
  RecordingReporter silent;
  write_figure(FigureFiles(folder / "squares"), drawing_of("set title '□'\n"), silent);
  EXPECT_EQ(silent.said, "");
  EXPECT_EQ(folder.read("figure.png"), folder.read("squares.png"));
}

TEST(FigureFiles, WhatGnuplotSaysIsAWarningButForFlatCurves) {
  if (!gnuplot_is_there()) GTEST_SKIP() << "no gnuplot";
  const TestFolder folder;
  RecordingReporter flat, other;
  Drawing drawing = drawing_of("set xrange [0:4]\n");
  drawing.table = "x\ty\n1\t2\n3\t2\n";
  write_figure(FigureFiles(folder / "flat"), drawing, flat);
  EXPECT_EQ(flat.said, "");
  drawing.settings += "print 'look at this'\n";
  write_figure(FigureFiles(folder / "other"), drawing, other);
  EXPECT_NE(other.said.find("look at this"), std::string::npos);
  EXPECT_EQ(other.said.find("empty y range"), std::string::npos);
}

TEST(FigureFiles, AScriptThatFailsLeavesNoPicture) {
  if (!gnuplot_is_there()) GTEST_SKIP() << "no gnuplot";
  const TestFolder folder;
  const std::string error = error_of(ErrorKind::kOutput, [&] {
    write_figure(FigureFiles(folder / "bad"), drawing_of("set nonsense\n"), silent_reporter());
  });
  EXPECT_NE(error.find("bad.gp"), std::string::npos) << error;
  EXPECT_EQ(folder.file_count(), 2);
}

TEST(FigureFiles, APictureIsWholeOrAbsent) {
  const std::string svg = "echo '<svg></svg>' >f.svg\n", png = "printf '...IEND\\256B`\\202' >f.png\n";
  const FakeGnuplot good(svg + png);
  good.draw();
  EXPECT_EQ(good.out.file_count(), 4);
  for (const std::string& script :
       {std::string("exit 0"), svg, png, svg + "echo '...IEN' >f.png\n", "echo '<svg>' >f.svg\n" + png}) {
    const FakeGnuplot bad(script);
    const std::string error = error_of(ErrorKind::kOutput, [&] { bad.draw(); });
    EXPECT_NE(error.find("unfinished"), std::string::npos) << error;
    EXPECT_NE(error.find("TMPDIR"), std::string::npos) << error;
    EXPECT_EQ(bad.out.file_count(), 2) << script;
    EXPECT_EQ(bad.files_left(), 0);
  }
}

TEST(FigureFiles, CtrlCLeavesNoFolder) {
  const FakeGnuplot interrupted("kill -INT $PPID $$");
  struct sigaction before = {}, after = {};
  sigaction(SIGINT, nullptr, &before);
  EXPECT_NE(error_of(ErrorKind::kInterrupted, [&] { interrupted.draw(); }), "");
  EXPECT_EQ(interrupted.files_left(), 0);
  sigaction(SIGINT, nullptr, &after);
  EXPECT_EQ(after.sa_handler, before.sa_handler);
}

TEST(FigureFiles, WithoutGnuplotTheNumbersAndTheScriptAreThere) {
  const TestFolder folder;
  const Environment path("PATH", folder.path().string());
  const std::string error =
      error_of(ErrorKind::kOutput, [&] { write_figure(FigureFiles(folder / "f"), drawing_of(""), silent_reporter()); });
  EXPECT_NE(error.find("gnuplot-nox"), std::string::npos) << error;
  EXPECT_EQ(folder.read("f.tsv"), "x\ty\n1\t2\n3\t4\n");
  EXPECT_NE(folder.read("f.gp").find("plot table"), std::string::npos);
  EXPECT_EQ(folder.file_count(), 2);
}

}  // namespace
}  // namespace koine::plot
