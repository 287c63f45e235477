using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>One word for one thing in the names of types, members and parameters: the words that were left behind do not come back.</summary>
public sealed class Vocabulary
{
    // The class that is predicted instead most often, and the least certain prediction: no bounds.
    private static readonly string[] Exceptions = ["MostConfused", "LeastCertain"];

    [Theory]
    [InlineData("image", "[Pp]icture|[Pp]hoto")]
    [InlineData("fraction", "(?:^|_|[a-z])Shares?(?![a-z])|^_?shares?(?![a-z])")]
    [InlineData("error", "(?<![Dd]e)[Ff]aults?(?![a-z])")]
    [InlineData("fix, license, requested", "Mend|[Ll]icence|[Ww]anted")]
    [InlineData("candidate", "(?:^|[a-z])Ways?(?![a-z])|^_?ways?(?![a-z])")]
    [InlineData("Min and Max", "^(?:Most|Least|Fewest|Largest|Longest)(?:[A-Z]|$)")]
    [InlineData("MlNet", "Stock")]
    [InlineData("dataset and split", "ImageListing|ImagePart|ImageSplit|PartSplit|ByPart")]
    [InlineData("parameter", "(?:Number|Flag|Range|Fill|Augmentation)Words?$")]
    public void Names_HaveOneWordForOneThing(string word, string left)
    {
        var found = Projects.AllAssemblies.SelectMany(Names).Where(name => Regex.IsMatch(name, left) && !Exceptions.Contains(name)).Distinct().Order(StringComparer.Ordinal);
        Assert.True(!found.Any(), $"in place of {word}: {string.Join(", ", found)}");
    }

    private static IEnumerable<string> Names(Assembly assembly)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var types = assembly.GetTypes().Where(type => type.Namespace?.StartsWith(nameof(MlNetCnn), StringComparison.Ordinal) == true && !IsMade(type.Name)).ToArray();
        Assert.NotEmpty(types);
        return
        [
            .. types.Select(type => type.Name),
            .. from type in types
               from member in type.GetMembers(All)
               where !IsMade(member.Name)
               from name in member is MethodBase method ? method.GetParameters().Select(parameter => parameter.Name ?? "").Prepend(member.Name) : [member.Name]
               select name.StartsWith("get_", StringComparison.Ordinal) || name.StartsWith("set_", StringComparison.Ordinal) ? name[4..] : name,
        ];
    }

    private static bool IsMade(string name) => name.Contains('<', StringComparison.Ordinal);
}
