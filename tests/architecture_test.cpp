#include "tests/architecture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace koine::architecture {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string read(const fs::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

struct SourceFile {
  std::string path;  // from the root of the repository
  std::string text;
};

std::vector<SourceFile> sources(const std::string& folder) {
  std::vector<SourceFile> files;
  const fs::path root = KOINE_SOURCE_DIR;
  if (!fs::exists(root / folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
    const auto extension = entry.path().extension();
    if (extension != ".h" && extension != ".cpp" && extension != ".inc") continue;
    files.push_back({fs::relative(entry.path(), root).generic_string(), read(entry.path())});
  }
  return files;
}

RoomTable real_table() {
  return read_room_table(read(KOINE_ROOMS_FILE));
}

const RoomTable kTable = read_room_table("core:\nio: core\nkernels: core\ntext: core io\n");

TEST(Architecture, TheRealSourceKeepsTheRules) {
  const RoomTable table = real_table();
  ASSERT_TRUE(table.contains("core"));
  ASSERT_GT(sources("koine").size(), 20U);
  for (const auto& file : sources("koine"))
    EXPECT_THAT(check_source(table, file.path, file.text), IsEmpty());
}

TEST(Architecture, TheRealSourceKeepsItsLayout) {
  for (const char* folder : {"koine", "cli", "tests", "bench"}) {
    for (const auto& file : sources(folder))
      EXPECT_THAT(check_layout(file.path, file.text), IsEmpty());
  }
}

TEST(Architecture, RoomsUseOnlyRoomsListedAboveThem) {
  // CMake adds rooms from the bottom up, so that the order of the table is the order of the floors.
  std::istringstream lines(read(KOINE_ROOMS_FILE));
  std::set<std::string> below;
  for (std::string line; std::getline(lines, line);) {
    const RoomTable one = read_room_table(line);
    for (const auto& [room, uses] : one) {
      for (const auto& used : uses) EXPECT_TRUE(below.contains(used)) << room << " uses " << used;
      below.insert(room);
    }
  }
  EXPECT_TRUE(below.contains("core"));
}

TEST(Architecture, TheRealBuildFilesKeepTheRules) {
  const fs::path root = KOINE_SOURCE_DIR;
  std::vector<fs::path> files = {root / "CMakeLists.txt", root / "CMakePresets.json"};
  for (const char* folder : {"cmake", "koine", "cli", "bench"}) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const auto& path = entry.path();
      if (path.filename() == "CMakeLists.txt" || path.extension() == ".cmake")
        files.push_back(path);
    }
  }
  EXPECT_GT(files.size(), 5U);
  for (const auto& file : files)
    EXPECT_THAT(check_build_file(file.generic_string(), read(file)), IsEmpty());
}

// The check itself: it must see what is planted, and must not see what is not there.

TEST(ArchitectureCheck, ReadsTheTable) {
  EXPECT_EQ(kTable.size(), 4U);
  EXPECT_EQ(kTable.at("text"), (std::set<std::string>{"core", "io"}));
  EXPECT_TRUE(kTable.at("core").empty());
}

TEST(ArchitectureCheck, FindsAnArrowThatPointsUpOrSideways) {
  EXPECT_THAT(check_source(kTable, "koine/io/a.cpp",
                           "#include \"koine/core/error.h\"\n#include \"koine/text/b.h\"\n"),
              ElementsAre("koine/io/a.cpp:2: io may not include text"));
  EXPECT_THAT(check_source(kTable, "koine/kernels/a_test.cpp", "  #  include <koine/io/b.h>\n"),
              ElementsAre("koine/kernels/a_test.cpp:1: kernels may not include io"));
  EXPECT_THAT(check_source(kTable, "koine/io/a.h", "#include \"cli/console.h\"\n"),
              ElementsAre("koine/io/a.h:1: io may not include cli"));
  EXPECT_THAT(check_source(kTable, "koine/cellar/a.cpp", ""),
              ElementsAre("koine/cellar/a.cpp: lies in no room"));
}

TEST(ArchitectureCheck, AllowsTheRoomItselfAndThoseBelow) {
  EXPECT_THAT(
      check_source(kTable, "koine/text/a.cpp",
                   "#include \"koine/text/a.h\"\n#include \"koine/io/b.h\"\n#include <vector>\n"),
      IsEmpty());
}

TEST(ArchitectureCheck, KeepsFastMachineryInKernels) {
  for (const char* header :
       {"dnnl.h", "dnnl.hpp", "oneapi/dnnl/dnnl.h", "omp.h", "immintrin.h", "x86intrin.h"}) {
    const std::string line = std::string("#include <") + header + ">\n";
    EXPECT_THAT(check_source(kTable, "koine/text/a.cpp", line),
                ElementsAre(HasSubstr("only kernels may include " + std::string(header))));
    EXPECT_THAT(check_source(kTable, "koine/kernels/a.cpp", line), IsEmpty());
  }
}

TEST(ArchitectureCheck, FindsPrintingAndExiting) {
  for (const char* line :
       {"std::cout << 1;", "std::cerr << 1;", "printf(\"x\");", "  std::printf(\"x\");",
        "std::exit(1);", "exit (1);", "if (x) abort();", "std::terminate();", "fmt::print(\"x\");",
        "std::fprintf(stderr, \"x\");", "puts(\"x\");"}) {
    EXPECT_THAT(check_source(kTable, "koine/core/a.cpp", line),
                ElementsAre(HasSubstr("neither prints nor exits")))
        << line;
  }
}

TEST(ArchitectureCheck, LeavesLookalikesAlone) {
  for (const char* line : {"std::snprintf(b, n, \"x\");", "// calls abort() on a bad day",
                           "hint(\"do not call exit(1)\");", "batch.abort();", "vsnprintf(b);",
                           "queue->exit();", "at_exit(f);"}) {
    EXPECT_THAT(check_source(kTable, "koine/core/a.cpp", line), IsEmpty()) << line;
  }
}

TEST(ArchitectureCheck, FindsLongFilesAndLongLines) {
  std::string lines;
  for (int i = 0; i < 600; ++i) lines += "int x;\n";
  EXPECT_THAT(check_layout("a.cpp", lines), IsEmpty());
  EXPECT_THAT(check_layout("a.cpp", lines + "int y;\n"), ElementsAre("a.cpp: more than 600 lines"));
  EXPECT_THAT(check_layout("a.cpp", std::string(121, 'x')),
              ElementsAre("a.cpp:1: longer than 120 columns"));
  std::string accents;
  for (int i = 0; i < 120; ++i) accents += "é";
  EXPECT_THAT(check_layout("a.cpp", accents), IsEmpty());
}

TEST(ArchitectureCheck, FindsFlagsThatTieTheBinaryToOneMachine) {
  EXPECT_THAT(check_build_file("CMakeLists.txt", "add_compile_options(-O2 -march=native)"),
              ElementsAre("CMakeLists.txt: -march=native"));
  EXPECT_THAT(check_build_file("CMakeLists.txt", "set(CMAKE_CXX_FLAGS -ffast-math)"),
              ElementsAre("CMakeLists.txt: -ffast-math"));
  EXPECT_THAT(check_build_file("CMakeLists.txt",
                               "set_source_files_properties(a.cpp COMPILE_OPTIONS -mavx2)"),
              IsEmpty());
}

}  // namespace
}  // namespace koine::architecture
