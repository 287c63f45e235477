using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MlNetCnn.Hosting;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>docs/errors.md: every code with its kind, exit code, meaning and fix, from the code that throws it.</summary>
public sealed class ErrorCodesPage
{
    private const string Update = "MLNETCNN_UPDATE_DOCS";

    // More of them are those of a code that says little, and of no use in a table.
    private const int MaxFixes = 5;
    private static readonly string PathOfPage = Path.Combine(Repository.Root, "docs", "errors.md");

    /// <summary>Writes the page where the variable is set; else both have to be the same.</summary>
    [Fact]
    public void Page_IsWhatTheCodeSays()
    {
        var page = Make();
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(PathOfPage, page);
        }

        Assert.True(
            File.Exists(PathOfPage) && File.ReadAllText(PathOfPage).ReplaceLineEndings("\n") == page, $"docs/errors.md is out of date; run this test with {Update}=1");
    }

    /// <summary>The codes of requests that are rejected without being wrong.</summary>
    private static string RejectionSource => Pages.Read("src/MlNetCnn.Hosting/Errors/InferenceRejectedException.cs");

    private static string Make()
    {
        var sources = Repository.Sources("src").Select(file => File.ReadAllText(file.Path)).ToArray();
        var page = new StringBuilder();
        page.Append($$"""
            # Error codes

            <!-- Generated from the code by the test ErrorCodesPage, with {{Update}}=1 in its environment. Do not edit. -->

            An error of the libraries is an `MlNetCnnException` with a `Kind`, a `Code`, a `Problem`, what was `Expected` and `Received`, and a `Fix`. A file that is skipped is an
            `ImageError` with a `Code` and a `Reason`. Codes stay the same from version to version; messages do not. The command line prints the code first, and its exit code follows from the
            kind.

            | Exit code | Meaning |
            |---:|---|
            | {{ExitCode.Done}} | success |
            | {{ExitCode.Internal}} | internal error, printed as `INTERNAL` |
            | {{ExitCode.Usage}} | `Usage`: invalid argument or option |
            | {{ExitCode.Data}} | `Data`: the dataset or its images cannot be used |
            | {{ExitCode.Model}} | `Model`: a saved model or a backbone cannot be used |
            | {{ExitCode.Environment}} | `Environment`: disk, permissions, network or a native library |
            | {{ExitCode.GateMissed}} | a threshold of a gate was missed, printed as `GATE_MISSED` |
            | 129, 130, 143 | stopped by SIGHUP, SIGINT or SIGTERM |

            A fix is what the command line prints; `…` stands for a part that depends on the case. In the libraries it names members instead of options.


            """.ReplaceLineEndings("\n"));
        Table(page, "Codes of the libraries", typeof(ErrorCodes), "ErrorCodes", "MlNetCnn", sources);
        page.Append('\n');
        Table(page, "Codes of hosting and serving", typeof(HostingErrorCodes), "HostingErrorCodes", "MlNetCnn.Hosting", sources);
        page.Append('\n');
        Table(page, "Codes of the command line only", typeof(ToolErrorCodes), "ToolErrorCodes", "MlNetCnn.Cli", sources);
        return page.ToString();
    }

    private static void Table(StringBuilder page, string heading, Type codes, string name, string project, string[] sources)
    {
        var comments = Comments(codes, project);
        page.Append(CultureInfo.InvariantCulture, $"## {heading}\n\n| Code | Kind, exit code | Meaning | Fix |\n|---|---|---|---|\n");
        foreach (var field in codes.GetFields(BindingFlags.Public | BindingFlags.Static).OrderBy(field => (string)field.GetRawConstantValue()!, StringComparer.Ordinal))
        {
            var code = (string)field.GetRawConstantValue()!;
            Assert.True(comments.TryGetValue(field.Name, out var meaning) && meaning.EndsWith('.'), $"{name}.{field.Name} has no sentence that says what it means");
            var thrown = sources.SelectMany(source => ThrownError.Find(source, $"{name}.{field.Name}", code)).ToArray();
            var isRejection = Regex.IsMatch(RejectionSource, $@"\b{name}\.{field.Name}\b");
            var isRecorded = thrown.Length == 0 && sources.Any(source => Regex.IsMatch(source, $@"(?:ImageError|AddError)\b[^;]{{0,200}}?\b{name}\.{field.Name}\b"));
            Assert.True(thrown.Length > 0 || isRecorded || isRejection, $"nothing throws or records {code}");
            string[] kinds = [.. thrown.Select(error => error.Kind).Distinct().Order().Select(kind => $"{kind}, {Exit(kind)}"), .. isRecorded ? ["skipped file"] : Array.Empty<string>(),
                .. isRejection ? ["rejected request"] : Array.Empty<string>()];
            string[] fixes = [.. thrown.SelectMany(error => error.Fixes.DefaultIfEmpty()).Select(fix => ApiWords.Fix(new MlNetCnnException(ErrorKind.Usage, code, "", fix: fix)))
                .OfType<string>().Distinct()];
            if (fixes.Length > MaxFixes)
            {
                fixes = ["depends on the case; the message says it"];
            }

            page.Append(CultureInfo.InvariantCulture, $"| `{code}` | {string.Join("; ", kinds)} | {Cell(meaning)} | {string.Join("<br>", fixes.Select(Cell))} |\n");
        }
    }

    private static int Exit(ErrorKind kind) => kind switch
    {
        ErrorKind.Usage => ExitCode.Usage,
        ErrorKind.Data => ExitCode.Data,
        ErrorKind.Model => ExitCode.Model,
        _ => ExitCode.Environment,
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    /// <summary>The summary of each constant of a type.</summary>
    private static Dictionary<string, string> Comments(Type type, string project)
    {
        var xml = XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{project}.xml"));
        var prefix = $"F:{type.FullName}.";
        return xml.Descendants("member").Where(member => ((string)member.Attribute("name")!).StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(
            member => ((string)member.Attribute("name")!)[prefix.Length..],
            member => Regex.Replace(string.Concat(member.Element("summary")!.Nodes().Select(node => node is XElement { Name.LocalName: "c" } c ? $"`{c.Value}`" : node.ToString())), @"\s+", " ").Trim());
    }

    /// <summary>A place in the sources that throws an error of a code.</summary>
    /// <param name="Kind">The kind of the error.</param>
    /// <param name="Fixes">The texts of its fix; empty where it has none or none that is written there.</param>
    private sealed record ThrownError(ErrorKind Kind, IReadOnlyList<string> Fixes)
    {
        // What a text has in braces, where it is the same in every case.
        private static readonly Dictionary<string, string> Constants = new(StringComparer.Ordinal)
        {
            ["CacheDirectory.Variable"] = CacheDirectory.Variable, ["ConsoleTool.Name"] = ConsoleTool.Name, ["ConsoleTool.ToolName"] = ConsoleTool.ToolName,
            ["DefaultPackage"] = Backbone.DefaultPackage, ["Backbone.DefaultPackage"] = Backbone.DefaultPackage, ["Backbone.DefaultName"] = Backbone.DefaultName,
        };

        public static IEnumerable<ThrownError> Find(string source, string constant, string code)
        {
            foreach (Match match in Regex.Matches(source, $@"(?:ErrorKind\.(\w+),|DownloadErrors\.Create\()\s*(?:{Regex.Escape(constant)}\b|""{code}"")"))
            {
                var kind = match.Groups[1].Success ? Enum.Parse<ErrorKind>(match.Groups[1].Value) : ErrorKind.Environment;
                yield return new ThrownError(kind, [.. FixesAfter(source, match.Index + match.Length)]);
            }
        }

        /// <summary>The alternatives of the argument <c>fix</c> in the rest of an argument list.</summary>
        private static IEnumerable<string> FixesAfter(string source, int start)
        {
            var (depth, inFix, text) = (0, false, "");
            for (var i = start; i < source.Length && depth >= 0; i++)
            {
                var current = source[i];
                if (current is '"' || (current is '$' && source[i + 1] == '"'))
                {
                    var (literal, end) = ReadText(source, i);
                    text += inFix ? literal : "";
                    i = end;
                    continue;
                }

                depth += current is '(' or '[' or '{' ? 1 : current is ')' or ']' or '}' ? -1 : 0;
                if (depth == 0 && string.CompareOrdinal(source, i, "fix:", 0, 4) == 0)
                {
                    (inFix, i) = (true, i + 3);
                }
                else if (inFix && (depth < 0 || (depth == 0 && current is ',' or ':' or '?')))
                {
                    if (text.Length > 0)
                    {
                        // What follows a text that ends in a blank is not written there.
                        yield return (text.EndsWith(' ') ? $"{text}…" : text).Replace("……", "…", StringComparison.Ordinal);
                    }

                    (inFix, text) = (inFix && current is ':' or '?', "");
                }
            }
        }

        /// <summary>A text of the sources that begins at a place, with what it has in braces as an ellipsis, and where it ends.</summary>
        private static (string Text, int End) ReadText(string source, int start)
        {
            var interpolated = source[start] == '$';
            var text = new StringBuilder();
            for (var i = start + (interpolated ? 2 : 1); ; i++)
            {
                switch (source[i])
                {
                    case '"':
                        return (text.ToString(), i);
                    case '\\':
                        text.Append(source[++i]);
                        break;
                    case '{' or '}' when interpolated && source[i + 1] == source[i]:
                        text.Append(source[++i]);
                        break;
                    case '{' when interpolated:
                        var end = EndOfHole(source, i + 1);
                        text.Append(Constants.GetValueOrDefault(source[(i + 1)..end].Trim(), "…"));
                        i = end;
                        break;
                    default:
                        text.Append(source[i]);
                        break;
                }
            }
        }

        private static int EndOfHole(string source, int start)
        {
            var depth = 0;
            for (var i = start; ; i++)
            {
                if (source[i] is '"' || (source[i] is '$' && source[i + 1] == '"'))
                {
                    i = ReadText(source, i).End;
                }
                else if (source[i] == '}' && depth == 0)
                {
                    return i;
                }
                else
                {
                    depth += source[i] is '(' or '{' or '[' ? 1 : source[i] is ')' or '}' or ']' ? -1 : 0;
                }
            }
        }
    }
}
