using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>Whether threads may share an object is said in the documentation of its type; of records it need not be, for they never change.</summary>
public sealed class ThreadSafety
{
    [Theory]
    [MemberData(nameof(Projects.Libraries), MemberType = typeof(Projects))]
    public void ClassesAndInterfaces_SayWhetherThreadsMayShareThem(string library)
    {
        var assembly = Projects.Assembly(library);
        var documented = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(member => (string)member.Attribute("name")!, member => member.ToString(), StringComparer.Ordinal);
        var types = assembly.GetExportedTypes().Where(IsShared).ToList();

        Assert.NotEmpty(types);
        Assert.Empty(types.Where(type => !Regex.IsMatch(documented[$"T:{type.FullName}"], @"\bthread", RegexOptions.IgnoreCase)).Select(type => type.Name));
    }

    [Theory]
    [MemberData(nameof(Projects.LibrariesWithRecords), MemberType = typeof(Projects))]
    public void Records_CannotBeChanged(string library)
    {
        var records = Projects.Assembly(library).GetExportedTypes().Where(IsRecord).ToList();

        Assert.NotEmpty(records);
        Assert.Empty(
            from record in records
            from property in record.GetProperties()
            where property.SetMethod is { IsPublic: true } setter && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))
            select $"{record.Name}.{property.Name}");
        Assert.Empty(
            from record in records
            from field in record.GetFields(BindingFlags.Public | BindingFlags.Instance)
            where !field.IsInitOnly
            select $"{record.Name}.{field.Name}");
    }

    /// <summary>Whether it is a class or interface with instances that threads could share.</summary>
    private static bool IsShared(Type type) =>
        (type.IsInterface || (type.IsClass && !(type.IsAbstract && type.IsSealed)))
        && !IsRecord(type) && !type.IsSubclassOf(typeof(Delegate)) && !type.IsSubclassOf(typeof(Exception));

    private static bool IsRecord(Type type) => type.IsClass && type.GetMethod("<Clone>$") is not null;
}
