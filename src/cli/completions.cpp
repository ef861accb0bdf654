// Completion scripts and the manual page.
//
// All of it is read off the parser: commands, options, their descriptions, and, where an option's
// type is written `a|b|c`, its words. So nothing here has to be kept in step with options.cpp.
// Where a value is a file (types FILE, PATH, GRAPH, …) the shell completes file names.

#include "completions.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace flowdown::cli {
namespace {

struct Value {
  std::string name;        // of an option: `--format`; of an argument: `GRAPH`
  std::string short_name;  // `-f`; may be empty
  std::string type;        // `FILE`, `text|json`; empty: a flag
  std::string description;
  std::vector<std::string> words;  // of `text|json`
  bool is_file = false;
  bool required = false;
  std::size_t times = 1;  // how often an argument may be given; kAnyNumber: as often as one likes
};
constexpr std::size_t kAnyNumber = 0;

struct CommandPage {
  std::string name, description;
  std::vector<Value> options, arguments;
};

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t end = text.find(at); end != std::string::npos; end = text.find(at, begin)) {
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

Value describe(const CLI::Option& option) {
  Value value;
  const std::vector<std::string>& longs = option.get_lnames();
  const std::vector<std::string>& shorts = option.get_snames();
  if (option.get_positional()) {
    value.name = option.get_single_name();
  } else {
    value.name = longs.empty() ? "-" + shorts.front() : "--" + longs.front();
    if (!shorts.empty() && !longs.empty()) value.short_name = "-" + shorts.front();
  }
  if (option.get_items_expected_max() > 0) value.type = option.get_type_name();
  value.description = option.get_description();
  value.required = option.get_required();
  if (value.type.find('|') != std::string::npos) value.words = split(value.type, '|');
  // A name that stands for several words ("OLD NEW") counts them itself.
  const std::size_t space = value.name.find(' ');
  const auto most = static_cast<std::size_t>(option.get_items_expected_max());
  constexpr std::size_t kFew = 8;
  if (option.get_positional() && space == std::string::npos) {
    value.times = most > kFew ? kAnyNumber : most;
  }
  std::string kind = option.get_positional() ? value.name.substr(0, space) : value.type;
  if (kind.ends_with("…")) kind.resize(kind.size() - std::string_view("…").size());
  value.is_file = kind == "FILE" || kind == "PATH" || kind == "GRAPH" || kind == "POLICY" ||
                  kind == "CANDIDATE" || kind == "OLD" || kind == "NEW" || kind == "LOG";
  return value;
}

CommandPage describe(const CLI::App& app) {
  CommandPage command{app.get_name(), app.get_description(), {}, {}};
  for (const CLI::Option* option : app.get_options()) {
    Value value = describe(*option);
    (option->get_positional() ? command.arguments : command.options).push_back(std::move(value));
  }
  return command;
}

// The commands, those within a command (`log verify`) among them.
std::vector<CommandPage> commands_of(const CLI::App& app, const std::string& prefix = {}) {
  std::vector<CommandPage> commands;
  for (const CLI::App* sub : app.get_subcommands(nullptr)) {
    CommandPage command = describe(*sub);
    command.name = prefix + command.name;
    const std::string name = command.name;
    commands.push_back(std::move(command));
    for (CommandPage& inner : commands_of(*sub, name + " ")) commands.push_back(std::move(inner));
  }
  return commands;
}

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  return fmt::format("{}", fmt::join(words, separator));
}

// `text` inside single quotes of a shell, where `quote` stands for a quote.
std::string quoted(std::string_view text, std::string_view quote) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string(quote) : std::string(1, c);
  return out + "'";
}

// --- bash

std::string bash(const std::vector<CommandPage>& commands, const CommandPage& program) {
  std::string out =
      "# Completion of flowdown for bash.\n"
      "_flowdown() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= i\n"
      "  COMPREPLY=()\n"
      "  for ((i = 1; i < COMP_CWORD; ++i)); do\n"
      "    case ${COMP_WORDS[i]} in\n"
      "      -*) ;;\n"
      "      *) command=${COMP_WORDS[i]}; break ;;\n"
      "    esac\n"
      "  done\n"
      "  case $command in\n";
  const auto options_of = [](const CommandPage& command) {
    std::vector<std::string> names;
    for (const Value& option : command.options) {
      names.push_back(option.name);
      if (!option.short_name.empty()) names.push_back(option.short_name);
    }
    return joined(names, " ");
  };
  const auto patterns = [](const Value& option) {
    return option.short_name.empty() ? option.name : option.name + "|" + option.short_name;
  };
  for (const CommandPage& command : commands) {
    if (command.name.find(' ') != std::string::npos) continue;
    out += fmt::format("    {})\n      case $prev in\n", command.name);
    for (const Value& option : command.options) {
      if (option.type.empty()) continue;
      const std::string reply =
          !option.words.empty()
              ? fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$cur\"))", joined(option.words, " "))
          : option.is_file ? "COMPREPLY=($(compgen -f -- \"$cur\"))"
                           : ":";
      out += fmt::format("        {}) {}; return ;;\n", patterns(option), reply);
    }
    std::vector<std::string> words;
    bool files = false;
    for (const Value& argument : command.arguments) {
      words.insert(words.end(), argument.words.begin(), argument.words.end());
      files = files || argument.is_file;
    }
    for (const CommandPage& inner : commands) {
      if (inner.name.starts_with(command.name + " ")) {
        words.push_back(inner.name.substr(command.name.size() + 1));
        for (const Value& argument : inner.arguments) files = files || argument.is_file;
      }
    }
    out += fmt::format(
        "      esac\n      if [[ $cur == -* ]]; then\n"
        "        COMPREPLY=($(compgen -W '{}' -- \"$cur\"))\n      else\n"
        "        COMPREPLY=($(compgen{} -W '{}' -- \"$cur\"))\n      fi ;;\n",
        options_of(command), files ? " -f" : "", joined(words, " "));
  }
  std::vector<std::string> names;
  for (const CommandPage& command : commands) {
    if (command.name.find(' ') == std::string::npos) names.push_back(command.name);
  }
  return out + fmt::format(
                   "    *) COMPREPLY=($(compgen -W '{} {}' -- \"$cur\")) ;;\n  esac\n}}\n"
                   "complete -o filenames -F _flowdown flowdown\n",
                   joined(names, " "), options_of(program));
}

// --- zsh

// `text` in a specification of _arguments, where brackets and colons are special.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_action(const Value& value) {
  if (!value.words.empty()) return "(" + joined(value.words, " ") + ")";
  return value.is_file ? "_files" : " ";
}

std::string zsh_arguments(const CommandPage& command, std::string_view indent) {
  std::string out;
  const auto add = [&](const std::string& specification) {
    out += fmt::format(" \\\n{}{}", indent, quoted(specification, "'\\''"));
  };
  for (const Value& option : command.options) {
    const std::string tail = fmt::format(
        "[{}]{}", zsh_text(option.description),
        option.type.empty() ? ""
                            : fmt::format(":{}:{}", zsh_text(option.type), zsh_action(option)));
    add("*" + option.name + tail);
    if (!option.short_name.empty()) add("*" + option.short_name + tail);
  }
  for (const Value& argument : command.arguments) {
    add(fmt::format("*:{}:{}", zsh_text(argument.name), zsh_action(argument)));
  }
  return out;
}

std::string zsh(const std::vector<CommandPage>& commands) {
  std::string out =
      "#compdef flowdown\n# Completion of flowdown for zsh.\n_flowdown() {\n  local -a commands\n"
      "  commands=(\n";
  for (const CommandPage& command : commands) {
    if (command.name.find(' ') != std::string::npos) continue;
    out += fmt::format(
        "    {}\n",
        quoted(fmt::format("{}:{}", command.name, zsh_text(command.description)), "'\\''"));
  }
  out +=
      "  )\n  if (( CURRENT == 2 )); then\n    _describe command commands\n    return\n  fi\n"
      "  local command=$words[2]\n  shift words\n  (( CURRENT-- ))\n  case $command in\n";
  for (const CommandPage& command : commands) {
    if (command.name.find(' ') != std::string::npos) continue;
    CommandPage whole = command;
    std::vector<std::string> inner_names;
    for (const CommandPage& inner : commands) {
      if (!inner.name.starts_with(command.name + " ")) continue;
      inner_names.push_back(inner.name.substr(command.name.size() + 1));
      whole.options.insert(whole.options.end(), inner.options.begin(), inner.options.end());
    }
    if (!inner_names.empty()) {
      out += fmt::format("    {}) _arguments{} '1:command:({})' '*:FILE:_files' ;;\n", command.name,
                         zsh_arguments(whole, "      "), joined(inner_names, " "));
      continue;
    }
    out += fmt::format("    {}) _arguments{} ;;\n", command.name, zsh_arguments(whole, "      "));
  }
  return out + "  esac\n}\n_flowdown \"$@\"\n";
}

// --- fish

std::string fish(const std::vector<CommandPage>& commands) {
  std::string out = "# Completion of flowdown for fish.\ncomplete -c flowdown -f\n";
  const auto text = [](std::string_view words) { return quoted(words, "\\'"); };
  for (const CommandPage& command : commands) {
    const std::size_t space = command.name.find(' ');
    const bool inner = space != std::string::npos;
    const std::string outer = command.name.substr(0, space);
    out += fmt::format(
        "complete -c flowdown -n {} -a {} -d {}\n",
        inner ? text("__fish_seen_subcommand_from " + outer) : std::string("__fish_use_subcommand"),
        inner ? command.name.substr(space + 1) : command.name, text(command.description));
    const std::string seen = text("__fish_seen_subcommand_from " + outer);
    for (const Value& option : command.options) {
      out += fmt::format("complete -c flowdown -n {} -l {}{} -d {}", seen, option.name.substr(2),
                         option.short_name.empty() ? "" : " -s " + option.short_name.substr(1),
                         text(option.description));
      if (!option.words.empty()) {
        out += " -xa " + text(joined(option.words, " "));
      } else if (option.is_file) {
        out += " -rF";
      } else if (!option.type.empty()) {
        out += " -x";
      }
      out += '\n';
    }
    for (const Value& argument : command.arguments) {
      if (!argument.words.empty()) {
        out += fmt::format("complete -c flowdown -n {} -a {}\n", seen,
                           text(joined(argument.words, " ")));
      } else if (argument.is_file) {
        out += fmt::format("complete -c flowdown -n {} -F\n", seen);
      }
    }
  }
  return out;
}

// --- the manual page

// Text that roff takes as it is: what is no ASCII by the numbers of its code points. The text is
// the program's own, and so valid UTF-8.
std::string roff(std::string_view text) {
  std::string out;
  bool line_start = true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const auto lead = static_cast<unsigned char>(c);
    if (lead >= 0x80) {
      const std::size_t more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
      std::uint32_t point = lead & (0x3fU >> more);
      for (std::size_t i = 0; i < more; ++i)
        point = point << 6U | (static_cast<unsigned char>(text[++at]) & 0x3fU);
      out += fmt::format("\\[u{:04X}]", point);
    } else if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      if (line_start && (c == '.' || c == '\'')) out += "\\&";
      out += c;
    }
    line_start = c == '\n';
  }
  return out;
}

std::string usage_of(const CommandPage& command) {
  std::string usage = "flowdown " + command.name;
  if (!command.options.empty()) usage += " [OPTION...]";
  for (const Value& argument : command.arguments) {
    std::string name = argument.name + (argument.times == kAnyNumber ? "..." : "");
    for (std::size_t i = 1; i < argument.times; ++i) name += ' ' + argument.name;
    usage += argument.required ? ' ' + name : " [" + name + ']';
  }
  return usage;
}

std::string entry(const Value& value) {
  std::string head = value.short_name.empty() ? "" : roff(value.short_name) + ", ";
  head += roff(value.name);
  if (!value.type.empty() && value.name.starts_with("-")) {
    head += fmt::format(R"(\fR \fI{}\fP)", roff(value.type));
  }
  return fmt::format(".TP\n\\fB{}\\fP\n{}\n", head, roff(value.description));
}

}  // namespace

std::string completions(const CLI::App& app, std::string_view shell) {
  const std::vector<CommandPage> commands = commands_of(app);
  if (shell == "bash") return bash(commands, describe(app));
  if (shell == "zsh") return zsh(commands);
  if (shell == "fish") return fish(commands);
  return {};
}

std::string man_page(const CLI::App& app, std::string_view version) {
  std::string out = fmt::format(
      ".TH FLOWDOWN 1 \"\" \"flowdown {}\" \"User Commands\"\n.SH NAME\n"
      "flowdown \\- check how acceptable\\-use obligations travel through an AI supply chain\n"
      ".SH SYNOPSIS\n",
      roff(version));
  const std::vector<CommandPage> commands = commands_of(app);
  for (const CommandPage& command : commands) {
    out += fmt::format(".B {}\n.br\n", roff(usage_of(command)));
  }
  out +=
      ".SH DESCRIPTION\n"
      "flowdown reads a graph of developers, cloud providers, distributors and applications, with "
      "the agreements between them and the policies that govern what is supplied. It carries every "
      "obligation along every agreement, and reports where one is lost: where a party's own policy "
      "is weaker than what reaches it, where a contract fails to pass an obligation on, and where "
      "a "
      "party does what upstream forbids.\n.SH COMMANDS\n";
  for (const CommandPage& command : commands) {
    out += fmt::format(".SS {}\n{}.\n", roff(command.name), roff(command.description));
    for (const Value& argument : command.arguments) out += entry(argument);
    for (const Value& option : command.options) {
      if (option.name != "--help") out += entry(option);
    }
  }
  return out +
         ".SH EXIT STATUS\n.TP\n0\nclean, or done\n.TP\n1\nfindings at or above what fails\n"
         ".TP\n2\ncould not run: bad usage or input\n.TP\n3\ninternal error\n"
         ".TP\n4\nnothing to check\n.SH ENVIRONMENT\n.TP\n.B NO_COLOR\n"
         "no colour where it is set and not empty\n"
         ".SH SEE ALSO\nThe documentation that is installed with flowdown: semantics.md says what "
         "every answer means.\n";
}

}  // namespace flowdown::cli
