// Threads of the tests that compare them with one.
#pragma once

constexpr int kThreads = 3;
