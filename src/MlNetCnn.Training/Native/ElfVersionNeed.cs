namespace MlNetCnn.Training;

/// <summary>A version of a library's symbols that a shared object asks for when it is loaded.</summary>
/// <param name="Library">The library that is to have it, for example <c>libstdc++.so.6</c>.</param>
/// <param name="Version">The version, for example <c>GLIBCXX_3.4.30</c>.</param>
/// <param name="Index">The number under which symbols refer to it.</param>
/// <param name="IsWeak">Whether the loader goes on where the library lacks it.</param>
/// <param name="FlagsOffset">Where its flags lie in the file, in bytes.</param>
internal sealed record ElfVersionNeed(string Library, string Version, ushort Index, bool IsWeak, int FlagsOffset);
