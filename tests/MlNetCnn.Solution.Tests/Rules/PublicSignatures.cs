using System.Reflection;
using System.Runtime.CompilerServices;
using ArchUnitNET.xUnitV3;
using Xunit;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace MlNetCnn.Solution.Tests;

/// <summary>What the public members of the libraries look like to who calls them.</summary>
public sealed class PublicSignatures
{
    private static readonly Dictionary<string, string> TupleReasons = new(StringComparer.Ordinal)
    {
        ["Size2D.op_Implicit"] = "a pair is how a size is written where a layer takes one",
    };

    private static readonly Dictionary<string, string> TokenReasons = new(StringComparer.Ordinal)
    {
        ["InferenceRequest.PredictAsync"] = "a request was begun with the token of all its images",
        ["ImageBuffer.ReadAsync"] = "a request was begun with the token of all its images",
        ["InferenceRequest.ScorePixelsAsync"] = "a request was begun with the token of all its images",
    };

    /// <summary>Configuration binds to properties that can be set.</summary>
    [Theory]
    [MemberData(nameof(Projects.HostLibraries), MemberType = typeof(Projects))]
    public void OptionsOfHosts_AreSealedClassesWithSettableProperties(string project)
    {
        Classes().That().ArePublic().And().AreNotAbstract().And().HaveNameEndingWith("Options").Should().BeSealed().Check(Projects.Architecture(project));
        Assert.Empty(
            from type in Projects.Assembly(project).GetExportedTypes()
            where type.Name.EndsWith("Options", StringComparison.Ordinal)
            from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            where property.SetMethod is not { IsPublic: true } && !property.PropertyType.IsAssignableTo(typeof(System.Collections.IEnumerable))
            select $"{type.Name}.{property.Name}");
    }

    [Theory]
    [MemberData(nameof(Projects.ImageLibraries), MemberType = typeof(Projects))]
    public void Options_AreSealedRecords(string project) =>
        Classes().That().ArePublic().And().AreNotAbstract().And().HaveNameEndingWith("Options").Should().BeSealed().AndShould().BeRecord()
            .Check(Projects.Architecture(project));

    [Theory]
    [MemberData(nameof(Projects.Libraries), MemberType = typeof(Projects))]
    public void AsyncMethods_EndInAsyncAndTakeACancellationToken(string project) => Assert.Empty(
        (from method in Callable(project).OfType<MethodInfo>()
        where IsAsync(method.ReturnType) != method.Name.EndsWith("Async", StringComparison.Ordinal)
            || (IsAsync(method.ReturnType) && method.GetParameters().LastOrDefault() is not { Name: "cancellationToken" })
        where method.Name != nameof(IAsyncDisposable.DisposeAsync)
        select NameOf(method)).Except(TokenReasons.Keys));

    [Theory]
    [MemberData(nameof(Projects.Libraries), MemberType = typeof(Projects))]
    public void Members_TakeAndGiveNoTuples(string project) => Assert.Empty(
        (from method in Callable(project)
         let types = method.GetParameters().Select(parameter => parameter.ParameterType).Append((method as MethodInfo)?.ReturnType ?? typeof(void))
         where types.Any(HasTuple)
         select NameOf(method)).Except(TupleReasons.Keys));

    /// <summary>All that one can call: constructors, methods, and what reads and sets properties.</summary>
    private static IEnumerable<MethodBase> Callable(string project) =>
        from type in Projects.Assembly(project).GetExportedTypes()
        from method in type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).OfType<MethodBase>()
        where method.IsPublic || method.IsFamily
        select method;

    private static string NameOf(MethodBase method) => $"{method.DeclaringType!.Name}.{method.Name}";

    private static bool IsAsync(Type type) =>
        type == typeof(Task) || type == typeof(ValueTask) || (type.IsGenericType && new[] { typeof(Task<>), typeof(ValueTask<>), typeof(IAsyncEnumerable<>) }.Contains(type.GetGenericTypeDefinition()));

    private static bool HasTuple(Type type) =>
        type.IsAssignableTo(typeof(ITuple)) || type.GetGenericArguments().Any(HasTuple) || (type.GetElementType() is { } element && HasTuple(element));
}
